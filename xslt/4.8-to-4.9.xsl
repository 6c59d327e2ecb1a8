<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.8" to="4.9" on="oem-dumphalt">
    <u:title>Waiting after the installation is called bootwait.</u:title>
    <u:change>`oem-dumphalt` becomes `oem-bootwait`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.9</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/oemconfig/oem-dumphalt">
    <oem-bootwait>
      <xsl:apply-templates select="@* | node()"/>
    </oem-bootwait>
  </xsl:template>

</xsl:stylesheet>
