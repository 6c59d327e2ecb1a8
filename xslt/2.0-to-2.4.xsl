<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="2.0" to="2.4" on="packages/@memory packages/@disk packages/@HWversion packages/@guestOS_32Bit packages/@guestOS_64Bit">
    <u:title>Settings of virtual machines leave the package lists.</u:title>
    <u:change>`packages` loses `memory`, `disk`, `HWversion`, `guestOS_32Bit` and `guestOS_64Bit`: they belong in
      `vmwareconfig` or `xenconfig`, which has to be written by hand.</u:change>
  </u:step>

  <xsl:template match="/image/@schemeversion">
    <xsl:attribute name="schemeversion">2.4</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/packages/@memory
      | /image/packages/@disk
      | /image/packages/@HWversion
      | /image/packages/@guestOS_32Bit
      | /image/packages/@guestOS_64Bit">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">A virtual machine is described by `machine` below its `type`; write the value there if the image still needs it.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
