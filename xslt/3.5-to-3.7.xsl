<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="3.5" to="3.7" on="oem-swap oem-home oem-recovery oem-kiwi-initrd oem-sap-install oem-reboot rpm-check-signatures rpm-excludedocs rpm-force">
    <u:title>Switches are true or false.</u:title>
    <u:change>`yes` and `no`, in any case and with white space around, become `true` and `false` in `oem-swap`,
      `oem-home`, `oem-recovery`, `oem-kiwi-initrd`, `oem-sap-install`, `oem-reboot`,
      `rpm-check-signatures`, `rpm-excludedocs`, `rpm-force`.</u:change>
    <u:change>Another value stays as it is and is an error.</u:change>
    <u:differs>empties an element with any other value.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">3.7</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/oem-swap/text()
      | /image/preferences/oem-home/text()
      | /image/preferences/oem-recovery/text()
      | /image/preferences/oem-kiwi-initrd/text()
      | /image/preferences/oem-sap-install/text()
      | /image/preferences/oem-reboot/text()
      | /image/preferences/rpm-check-signatures/text()
      | /image/preferences/rpm-excludedocs/text()
      | /image/preferences/rpm-force/text()">
    <xsl:variable name="value"
        select="translate(normalize-space(.), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <xsl:choose>
      <xsl:when test="$value = 'yes'">true</xsl:when>
      <xsl:when test="$value = 'no'">false</xsl:when>
      <xsl:when test="$value = 'true' or $value = 'false'"><xsl:value-of select="$value"/></xsl:when>
      <xsl:when test="$value = ''"><xsl:copy/></xsl:when>
      <xsl:otherwise>
        <xsl:copy/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="what">`<xsl:value-of select="$value"/>` in `<xsl:value-of select="name(..)"/>` is neither yes nor no</xsl:with-param>
          <xsl:with-param name="why">From schema 3.7 on the element holds `true` or `false`.</xsl:with-param>
          <xsl:with-param name="replace">
            <xsl:if test="$value = '1'">true</xsl:if>
            <xsl:if test="$value = '0'">false</xsl:if>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
