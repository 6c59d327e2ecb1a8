<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.6" to="5.7" on="opensusePattern rhelGroup">
    <u:title>Patterns and groups are named collections.</u:title>
    <u:change>`opensusePattern` and `rhelGroup` below `packages` become `namedCollection`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.7</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/packages/opensusePattern
      | /image/packages/rhelGroup">
    <namedCollection>
      <xsl:apply-templates select="@* | node()"/>
    </namedCollection>
  </xsl:template>

</xsl:stylesheet>
