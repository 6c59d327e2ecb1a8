<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.6" to="4.7" on="vmwareconfig xenconfig vmwaredisk xendisk vmwarenic xenbridge vmwarecdrom type/@format=iso type/@format=usb">
    <u:title>One element for all virtual machines.</u:title>
    <u:change>`vmwareconfig` and `xenconfig` become `machine`; `usb` of `vmwareconfig` is dropped.</u:change>
    <u:change>`vmwaredisk` and `xendisk` become `vmdisk` (a `xendisk` with `controller="ide"` and `id="0"`), `vmwarenic`
      and `xenbridge` become `vmnic` (the `name` of a `xenbridge` is its `interface`), `vmwarecdrom` becomes
      `vmdvd`.</u:change>
    <u:change>`format="iso"` and `format="usb"` of a `type` become `installiso="true"` and `installstick="true"`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.7</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/vmwareconfig
      | /image/preferences/type/xenconfig">
    <machine>
      <xsl:apply-templates select="@* | node()"/>
    </machine>
  </xsl:template>

  <xsl:template match="/image/preferences/type/vmwareconfig/@usb">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">A `machine` has no such setting.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/preferences/type/vmwareconfig/vmwaredisk">
    <vmdisk>
      <xsl:apply-templates select="@* | node()"/>
    </vmdisk>
  </xsl:template>

  <xsl:template match="/image/preferences/type/vmwareconfig/vmwarenic">
    <vmnic>
      <xsl:apply-templates select="@* | node()"/>
    </vmnic>
  </xsl:template>

  <xsl:template match="/image/preferences/type/vmwareconfig/vmwarecdrom">
    <vmdvd>
      <xsl:apply-templates select="@* | node()"/>
    </vmdvd>
  </xsl:template>

  <xsl:template match="/image/preferences/type/xenconfig/xendisk">
    <vmdisk>
      <xsl:if test="not(@controller)"><xsl:attribute name="controller">ide</xsl:attribute></xsl:if>
      <xsl:if test="not(@id)"><xsl:attribute name="id">0</xsl:attribute></xsl:if>
      <xsl:apply-templates select="@* | node()"/>
    </vmdisk>
  </xsl:template>

  <xsl:template match="/image/preferences/type/xenconfig/xenbridge">
    <vmnic>
      <xsl:apply-templates select="@* | node()"/>
    </vmnic>
  </xsl:template>

  <xsl:template match="/image/preferences/type/xenconfig/xenbridge/@name">
    <xsl:attribute name="interface"><xsl:value-of select="."/></xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/xenconfig/xenbridge/@*[name() != 'name' and name() != 'mac']">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">A `vmnic` made from a `xenbridge` has `interface` and `mac`.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

  <!-- The format asked for the installation medium, whatever stands beside it. -->
  <xsl:template match="/image/preferences/type[@format = 'iso']/@installiso
      | /image/preferences/type[@format = 'usb']/@installstick"/>

  <xsl:template match="/image/preferences/type/@format[. = 'iso']">
    <xsl:attribute name="installiso">true</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@format[. = 'usb']">
    <xsl:attribute name="installstick">true</xsl:attribute>
  </xsl:template>

</xsl:stylesheet>
