<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.0" to="5.1" on="type/@baseroot defaultbaseroot">
    <u:title>Unpacked root trees are no longer named in the description.</u:title>
    <u:change>`type` loses `baseroot`, `preferences` loses `defaultbaseroot`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.1</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@baseroot">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">A root tree to start from is given on the command line.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/preferences/defaultbaseroot">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">A root tree to start from is given on the command line.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
