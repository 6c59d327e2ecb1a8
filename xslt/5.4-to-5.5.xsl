<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.4" to="5.5" on="boot-theme">
    <u:title>Splash screen and boot loader have a theme each.</u:title>
    <u:change>`boot-theme` becomes `bootsplash-theme` and `bootloader-theme` with the same text.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.5</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/boot-theme">
    <bootsplash-theme>
      <xsl:apply-templates select="@* | node()"/>
    </bootsplash-theme>
    <bootloader-theme>
      <xsl:apply-templates select="@* | node()"/>
    </bootloader-theme>
  </xsl:template>

</xsl:stylesheet>
