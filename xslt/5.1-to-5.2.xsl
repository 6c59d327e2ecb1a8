<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="5.1" to="5.2" on="image/@inherit type/@image=usb">
    <u:title>No inheritance, no USB stick images.</u:title>
    <u:change>`image` loses `inherit`.</u:change>
    <u:change>A `type image="usb"` is dropped; a live image for sticks is `image="iso"`, an installation to sticks is
      `image="oem"`.</u:change>
    <u:differs>also drops a `type` without `image`.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.2</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/@inherit">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">Descriptions are shared with `include`.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'usb']">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">KIWI builds no such image any more; `image="iso"` with `hybridpersistent` or `image="oem"` can take its place.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
