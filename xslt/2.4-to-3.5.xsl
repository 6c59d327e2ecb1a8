<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="2.4" to="3.5" on="compressed">
    <u:title>The version attribute is called schemaversion.</u:title>
    <u:change>`image` has `schemaversion` instead of `schemeversion`.</u:change>
    <u:change>`compressed` below `preferences` is dropped; a `type` says `compressed` itself.</u:change>
  </u:step>

  <xsl:template match="/image/@schemeversion">
    <xsl:attribute name="schemaversion">3.5</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/compressed">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">Compression is said by the attribute `compressed` of the `type` that it is meant for.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
