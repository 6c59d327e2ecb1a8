<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="8.4" to="8.5" on="type/@vga">
    <u:title>The installer chooses its video mode itself.</u:title>
    <u:change>`type` loses `vga`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">8.5</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@vga">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">The boot loader sets the mode; `video_mode` of `bootloader` chooses one.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
