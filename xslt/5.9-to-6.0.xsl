<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.9" to="6.0" on="oem-align-partition">
    <u:title>Partitions are always aligned.</u:title>
    <u:change>`oem-align-partition` is dropped.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.0</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/oemconfig/oem-align-partition">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">KIWI aligns partitions always.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
