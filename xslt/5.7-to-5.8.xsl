<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.7" to="5.8" on="type/@syncMBR">
    <u:title>No boot code is written by the boot image.</u:title>
    <u:change>`type` loses `syncMBR`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.8</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@syncMBR">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">The boot loader is installed when the image is built.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
