<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:variable name="v" select="'imported'"/>
<xsl:key name="k" match="book" use="'x'"/>
<xsl:attribute-set name="s"><xsl:attribute name="a">imp</xsl:attribute><xsl:attribute name="b">imp</xsl:attribute></xsl:attribute-set>
<xsl:template match="book" priority="5"><imp id="{@id}" v="{$v}"/></xsl:template>
<xsl:template match="book" mode="m"><impm/></xsl:template>
<xsl:template match="magazine"><imp-magazine/></xsl:template>
<xsl:template match="price"><xsl:param name="x" select="'none'"/><x x="{$x}"/></xsl:template>
<xsl:template name="n"><named/></xsl:template>
<xsl:template name="doc"><xsl:copy-of select="document('other.xml')/*/a"/></xsl:template>
</xsl:stylesheet>
