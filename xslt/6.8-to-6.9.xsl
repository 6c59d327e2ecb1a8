<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.8" to="6.9" on="type/@hybrid oem-ataraid-scan">
    <u:title>All ISO images are hybrid.</u:title>
    <u:change>`type` loses `hybrid`, `oemconfig` loses `oem-ataraid-scan`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.9</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@hybrid">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">ISO images are always hybrid.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/preferences/type/oemconfig/oem-ataraid-scan">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">The initrd scans for such devices itself.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
