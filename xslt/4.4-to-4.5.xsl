<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.4" to="4.5" on="packages/@patternPackageType">
    <u:title>Patterns no longer choose a kind of package.</u:title>
    <u:change>`packages` loses `patternPackageType`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.5</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/packages/@patternPackageType">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">The newer schema has no counterpart; KIWI takes what a pattern requires or recommends as `patternType` says.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
