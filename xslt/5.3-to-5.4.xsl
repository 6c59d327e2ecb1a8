<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.3" to="5.4" on="drivers/@type">
    <u:title>Drivers have one kind.</u:title>
    <u:change>`drivers` loses `type`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.4</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/drivers/@type">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">KIWI finds the place of each driver itself.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
