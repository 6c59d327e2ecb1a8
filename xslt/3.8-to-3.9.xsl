<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="3.8" to="3.9" on="oem-boot-title oem-home oem-kiwi-initrd oem-reboot oem-align-partition oem-inplace-recovery oem-recovery oem-recoveryID oem-sap-install oem-swap oem-swapsize oem-systemsize oem-dumphalt" needs="preferences">
    <u:title>Settings of disk installations get an element of their own.</u:title>
    <u:change>The `oem-` elements below `preferences` move into one new `oemconfig`, the last child of `image`.</u:change>
    <u:change>Where several `preferences` give different values for the same setting, they stay where they are: that is an
      error that needs a decision.</u:change>
    <u:differs>leaves the version at 3.8, joins the values of several `preferences`, and loses the settings where only
      `oem-align-partition`, `oem-inplace-recovery` or `oem-dumphalt` are given.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">3.9</xsl:attribute>
  </xsl:template>

  <!-- A setting that another preferences section gives with another value cannot go into the one oemconfig. -->
  <xsl:key name="setting" match="/image/preferences/oem-boot-title
      | /image/preferences/oem-home
      | /image/preferences/oem-kiwi-initrd
      | /image/preferences/oem-reboot
      | /image/preferences/oem-align-partition
      | /image/preferences/oem-inplace-recovery
      | /image/preferences/oem-recovery
      | /image/preferences/oem-recoveryID
      | /image/preferences/oem-sap-install
      | /image/preferences/oem-swap
      | /image/preferences/oem-swapsize
      | /image/preferences/oem-systemsize
      | /image/preferences/oem-dumphalt" use="name()"/>

  <xsl:template match="/image[preferences/*[starts-with(name(), 'oem-')]]">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()"/>
      <xsl:if test="preferences/*[key('setting', name())[1][not(. != key('setting', name()))]]">
        <oemconfig>
          <xsl:copy-of select="preferences/oem-boot-title[generate-id() = generate-id(key('setting', 'oem-boot-title')[1])][not(. != key('setting', 'oem-boot-title'))]"/>
          <xsl:copy-of select="preferences/oem-home[generate-id() = generate-id(key('setting', 'oem-home')[1])][not(. != key('setting', 'oem-home'))]"/>
          <xsl:copy-of select="preferences/oem-kiwi-initrd[generate-id() = generate-id(key('setting', 'oem-kiwi-initrd')[1])][not(. != key('setting', 'oem-kiwi-initrd'))]"/>
          <xsl:copy-of select="preferences/oem-reboot[generate-id() = generate-id(key('setting', 'oem-reboot')[1])][not(. != key('setting', 'oem-reboot'))]"/>
          <xsl:copy-of select="preferences/oem-align-partition[generate-id() = generate-id(key('setting', 'oem-align-partition')[1])][not(. != key('setting', 'oem-align-partition'))]"/>
          <xsl:copy-of select="preferences/oem-inplace-recovery[generate-id() = generate-id(key('setting', 'oem-inplace-recovery')[1])][not(. != key('setting', 'oem-inplace-recovery'))]"/>
          <xsl:copy-of select="preferences/oem-recovery[generate-id() = generate-id(key('setting', 'oem-recovery')[1])][not(. != key('setting', 'oem-recovery'))]"/>
          <xsl:copy-of select="preferences/oem-recoveryID[generate-id() = generate-id(key('setting', 'oem-recoveryID')[1])][not(. != key('setting', 'oem-recoveryID'))]"/>
          <xsl:copy-of select="preferences/oem-sap-install[generate-id() = generate-id(key('setting', 'oem-sap-install')[1])][not(. != key('setting', 'oem-sap-install'))]"/>
          <xsl:copy-of select="preferences/oem-swap[generate-id() = generate-id(key('setting', 'oem-swap')[1])][not(. != key('setting', 'oem-swap'))]"/>
          <xsl:copy-of select="preferences/oem-swapsize[generate-id() = generate-id(key('setting', 'oem-swapsize')[1])][not(. != key('setting', 'oem-swapsize'))]"/>
          <xsl:copy-of select="preferences/oem-systemsize[generate-id() = generate-id(key('setting', 'oem-systemsize')[1])][not(. != key('setting', 'oem-systemsize'))]"/>
          <xsl:copy-of select="preferences/oem-dumphalt[generate-id() = generate-id(key('setting', 'oem-dumphalt')[1])][not(. != key('setting', 'oem-dumphalt'))]"/>
        </oemconfig>
      </xsl:if>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/oem-boot-title
      | /image/preferences/oem-home
      | /image/preferences/oem-kiwi-initrd
      | /image/preferences/oem-reboot
      | /image/preferences/oem-align-partition
      | /image/preferences/oem-inplace-recovery
      | /image/preferences/oem-recovery
      | /image/preferences/oem-recoveryID
      | /image/preferences/oem-sap-install
      | /image/preferences/oem-swap
      | /image/preferences/oem-swapsize
      | /image/preferences/oem-systemsize
      | /image/preferences/oem-dumphalt">
    <xsl:variable name="same" select="key('setting', name())"/>
    <xsl:choose>
      <xsl:when test=". != $same">
        <xsl:copy-of select="."/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="what">`<xsl:value-of select="name()"/>` has different values in several `preferences`</xsl:with-param>
          <xsl:with-param name="why">From schema 3.9 on an image has one `oemconfig` and from 4.1 on each `type` has its own: keep the value that is meant.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="generate-id() != generate-id($same[1])">
        <xsl:call-template name="drop-element">
          <xsl:with-param name="why">Another `preferences` section says the same; once is enough in `oemconfig`.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
