<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="7.4" to="7.5" on="containerconfig/@additionaltags">
    <u:title>Containers may have further names, not only further tags.</u:title>
    <u:change>`additionaltags="a,b"` of `containerconfig` becomes `additionalnames=":a,:b"`.</u:change>
    <u:differs>keeps blanks, and makes a name of what follows the last comma.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">7.5</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/containerconfig/@additionaltags">
    <xsl:choose>
      <xsl:when test="../@additionalnames">
        <xsl:copy/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="attribute">additionaltags</xsl:with-param>
          <xsl:with-param name="what">`additionaltags` stands beside `additionalnames`</xsl:with-param>
          <xsl:with-param name="why">From schema 7.5 on only `additionalnames` exists; a tag `a` is `:a` there.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="additionalnames">
          <xsl:call-template name="tags-to-names">
            <xsl:with-param name="tags" select="."/>
          </xsl:call-template>
        </xsl:attribute>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="tags-to-names">
    <xsl:param name="tags"/>
    <xsl:variable name="first" select="normalize-space(substring-before(concat($tags, ','), ','))"/>
    <xsl:variable name="rest" select="substring-after($tags, ',')"/>
    <xsl:if test="$first != ''">
      <xsl:value-of select="concat(':', $first)"/>
      <xsl:if test="translate($rest, ', ', '') != ''">,</xsl:if>
    </xsl:if>
    <xsl:if test="$rest != ''">
      <xsl:call-template name="tags-to-names">
        <xsl:with-param name="tags" select="$rest"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
