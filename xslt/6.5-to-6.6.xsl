<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.5" to="6.6" on="machine/@domain" needs="type">
    <u:title>Xen servers are marked at the type.</u:title>
    <u:change>A `type` whose `machine` says `domain="dom0"` gets `xen_server="true"`; `domain` is dropped.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.6</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[machine[@domain = 'dom0']]">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:attribute name="xen_server">true</xsl:attribute>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type/machine/@domain"/>

</xsl:stylesheet>
