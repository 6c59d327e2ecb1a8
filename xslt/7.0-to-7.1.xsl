<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="7.0" to="7.1" on="repository/@type=red-carpet repository/@type=slack-site repository/@type=up2date-mirrors repository/@type=urpmi repository/@type=yast2">
    <u:title>Types of repositories that no package manager reads are gone.</u:title>
    <u:change>`repository` loses `type` where it is `red-carpet`, `slack-site`, `up2date-mirrors`, `urpmi`, `yast2`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">7.1</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/repository/@type[. = 'red-carpet' or . = 'slack-site' or . = 'up2date-mirrors'
        or . = 'urpmi' or . = 'yast2']">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">The package manager finds out the type of a repository itself.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
