<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.7" to="6.8" on="hwclock">
    <u:title>The clock is not set by KIWI.</u:title>
    <u:change>`hwclock` is dropped.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.8</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/hwclock">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">The installed system keeps its clock in UTC; `/etc/adjtime` in the overlay tree says otherwise.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
