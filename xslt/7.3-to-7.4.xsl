<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="7.3" to="7.4" on="packagemanager">
    <u:title>Package managers are called by their own names.</u:title>
    <u:change>`packagemanager` says `apt` for `apt-get` and `dnf` for `yum`.</u:change>
    <u:differs>overlooks a name with white space around it.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">7.4</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/packagemanager/text()[normalize-space(.) = 'apt-get']">apt</xsl:template>

  <xsl:template match="/image/preferences/packagemanager/text()[normalize-space(.) = 'yum']">dnf</xsl:template>

</xsl:stylesheet>
