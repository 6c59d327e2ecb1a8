<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.1" to="6.2" on="type/@image=oem type/@image=vmx" needs="bootloader">
    <u:title>Disk images name their boot loader.</u:title>
    <u:change>A `type` with `image="oem"` or `image="vmx"` that names no boot loader gets `bootloader="grub2"`.</u:change>
    <u:differs>adds the attribute beside an element `bootloader`, too.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.2</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[not(@bootloader) and not(bootloader)][@image = 'oem' or @image = 'vmx']">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:attribute name="bootloader">grub2</xsl:attribute>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

</xsl:stylesheet>
