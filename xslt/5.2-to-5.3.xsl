<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.2" to="5.3" on="ec2region">
    <u:title>Amazon regions got new names.</u:title>
    <u:change>`ec2region` says `AP-Northeast` for `AP-Japan` and `AP-Southeast` for `AP-Singapore`.</u:change>
    <u:differs>overlooks a region with white space around it.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.3</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/ec2config/ec2region/text()[normalize-space(.) = 'AP-Japan']">AP-Northeast</xsl:template>

  <xsl:template match="/image/preferences/type/ec2config/ec2region/text()[normalize-space(.) = 'AP-Singapore']">AP-Southeast</xsl:template>

</xsl:stylesheet>
