<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="8.1" to="8.2" on="repository/@use_for_bootstrap">
    <u:title>The bootstrap uses all repositories.</u:title>
    <u:change>`repository` loses `use_for_bootstrap`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">8.2</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/repository/@use_for_bootstrap">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">KIWI bootstraps from all repositories of the description.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
