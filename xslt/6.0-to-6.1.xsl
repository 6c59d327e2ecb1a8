<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.0" to="6.1" on="opensuseProduct">
    <u:title>Products are called product.</u:title>
    <u:change>`opensuseProduct` becomes `product`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.1</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/packages/opensuseProduct">
    <product>
      <xsl:apply-templates select="@* | node()"/>
    </product>
  </xsl:template>

</xsl:stylesheet>
