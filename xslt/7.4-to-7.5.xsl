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
    <xsl:attribute name="additionalnames">
      <xsl:call-template name="tags-to-names">
        <xsl:with-param name="tags" select="."/>
      </xsl:call-template>
    </xsl:attribute>
  </xsl:template>

  <!-- It was not in the schema before this step: what `additionaltags` says counts, for KIWI too. -->
  <xsl:template match="/image/preferences/type/containerconfig[@additionaltags]/@additionalnames">
    <xsl:call-template name="changed">
      <xsl:with-param name="attribute">additionalnames</xsl:with-param>
      <xsl:with-param name="severity">warning</xsl:with-param>
      <xsl:with-param name="what">`additionalnames="<xsl:value-of select="."/>"` gives way to what `additionaltags` says</xsl:with-param>
      <xsl:with-param name="why">Before schema 7.5 only `additionaltags` exists; KIWI writes its value over the other one, too.</xsl:with-param>
    </xsl:call-template>
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
