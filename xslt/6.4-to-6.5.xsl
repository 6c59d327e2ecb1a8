<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.4" to="6.5" on="type/@container" needs="containerconfig">
    <u:title>Containers have a section of their own.</u:title>
    <u:change>`container` of a `type` becomes the `name` of a `containerconfig`.</u:change>
    <u:differs>makes a second `containerconfig` where there is one.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.5</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@container][not(containerconfig)]">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <containerconfig>
        <xsl:attribute name="name"><xsl:value-of select="@container"/></xsl:attribute>
      </containerconfig>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@container">
    <xsl:if test="../containerconfig[@name != current()]">
      <xsl:copy/>
      <xsl:call-template name="undecided">
        <xsl:with-param name="attribute">container</xsl:with-param>
        <xsl:with-param name="what">`container` and the `name` in `containerconfig` differ</xsl:with-param>
        <xsl:with-param name="why">From schema 6.5 on only `containerconfig` names the container: delete `container`, or correct the other.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@container]/containerconfig[not(@name)]">
    <xsl:copy>
      <xsl:attribute name="name"><xsl:value-of select="../@container"/></xsl:attribute>
      <xsl:apply-templates select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

</xsl:stylesheet>
