<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template name="inc"><inc/></xsl:template>
<xsl:template match="book"><b id="{@id}"/></xsl:template>
</xsl:stylesheet>
