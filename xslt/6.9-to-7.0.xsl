<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.9" to="7.0" on="pxedeploy">
    <u:title>No network boot settings in the description.</u:title>
    <u:change>`pxedeploy` is dropped.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">7.0</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/pxedeploy">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">Network boot is configured on the boot server.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
