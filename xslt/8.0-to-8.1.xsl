<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="8.0" to="8.1" on="repository/@type=rpm-dir">
    <u:title>Directories of packages need no type.</u:title>
    <u:change>`repository` loses `type` where it is `rpm-dir`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">8.1</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/repository/@type[. = 'rpm-dir']">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">The package manager finds out the type of a repository itself.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
