<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="7.5" to="7.6" on="packagemanager">
    <u:title>DNF has generations.</u:title>
    <u:change>`packagemanager` says `dnf4` for `dnf`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">7.6</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/packagemanager/text()[normalize-space(.) = 'dnf']">dnf4</xsl:template>

</xsl:stylesheet>
