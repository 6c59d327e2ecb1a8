<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:import href="imp.xsl"/>
<xsl:variable name="v" select="'second'"/>
<xsl:template match="magazine"><second><xsl:apply-imports/></second></xsl:template>
<xsl:template match="title"><title2/></xsl:template>
</xsl:stylesheet>
