<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="3.7" to="3.8" on="deploy">
    <u:title>The network boot settings are called pxedeploy.</u:title>
    <u:change>`deploy` becomes `pxedeploy`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">3.8</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/deploy">
    <pxedeploy>
      <xsl:apply-templates select="@* | node()"/>
    </pxedeploy>
  </xsl:template>

</xsl:stylesheet>
