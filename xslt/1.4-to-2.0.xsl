<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="1.4" to="2.0" on="packages/@type=boot type">
    <u:title>Packages of the boot stage are called bootstrap; split images name their two filesystems apart.</u:title>
    <u:change>`packages type="boot"` becomes `packages type="bootstrap"`.</u:change>
    <u:change>A `type` with the text `split` whose `filesystem` names two, parted by a comma, gets them in `fsreadwrite`
      and `fsreadonly`.</u:change>
    <u:differs>drops all other attributes of such `packages` and of such a `type`, and overlooks `split` with white
      space around it.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemeversion">
    <xsl:attribute name="schemeversion">2.0</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/packages/@type[. = 'boot']">
    <xsl:attribute name="type">bootstrap</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[normalize-space(text()) = 'split']/@filesystem[contains(., ',')]">
    <xsl:attribute name="fsreadwrite"><xsl:value-of select="normalize-space(substring-before(., ','))"/></xsl:attribute>
    <xsl:attribute name="fsreadonly"><xsl:value-of select="normalize-space(substring-after(., ','))"/></xsl:attribute>
  </xsl:template>

</xsl:stylesheet>
