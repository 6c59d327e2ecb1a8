<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:a="urn:a" xmlns:c="urn:c"><xsl:namespace-alias stylesheet-prefix="a" result-prefix="c"/></xsl:stylesheet>
