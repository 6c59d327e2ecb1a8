<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.5" to="5.6" on="user/@pwd repository/@pwd instrepo/@pwd">
    <u:title>Passwords are called password.</u:title>
    <u:change>`pwd` becomes `password` on `user`, `repository` and `instrepo`.</u:change>
    <u:change>Where both stand with different values, both stay: that needs a decision.</u:change>
    <u:differs>lets `password` win without a word.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.6</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/instsource/instrepo/@pwd
      | /image/users/user/@pwd
      | /image/repository/@pwd">
    <xsl:choose>
      <xsl:when test="not(../@password)">
        <xsl:attribute name="password"><xsl:value-of select="."/></xsl:attribute>
      </xsl:when>
      <xsl:when test=". != ../@password">
        <xsl:copy/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="attribute">pwd</xsl:with-param>
          <xsl:with-param name="what">`pwd` and `password` differ</xsl:with-param>
          <xsl:with-param name="why">From schema 5.6 on there is only `password`: delete the one that is not meant.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
