<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.3" to="4.4" on="commandline">
    <u:title>The kernel command line is said by the type alone.</u:title>
    <u:change>`commandline` is dropped; a `type` has `kernelcmdline`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.4</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/commandline
      | /image/preferences/commandline
      | /image/preferences/type/commandline
      | /image/preferences/type/pxedeploy/commandline
      | /image/pxedeploy/commandline">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">Write it into `kernelcmdline` of the `type` if the image needs it.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
