<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.5" to="4.6" on="packages/@type=vmware">
    <u:title>Packages of virtual disks are called vmx.</u:title>
    <u:change>`packages type="vmware"` becomes `packages type="vmx"`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.6</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/packages/@type[. = 'vmware']">
    <xsl:attribute name="type">vmx</xsl:attribute>
  </xsl:template>

</xsl:stylesheet>
