<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:variable name="v" select="'imp'"/><xsl:variable name="w" select="concat($v,'-w')"/></xsl:stylesheet>
