<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.9" to="5.0" on="type/@image=xen" needs="machine">
    <u:title>Xen guests are virtual disks.</u:title>
    <u:change>`type image="xen"` becomes `image="vmx"` with `bootkernel="xenk"` and `bootprofile="xen"`; a `boot` that
      begins with `xenboot` begins with `vmxboot`.</u:change>
    <u:change>Its `machine` gets `domain="domU"` unless it has a `domain`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">5.0</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'xen']">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:attribute name="bootkernel">xenk</xsl:attribute>
      <xsl:attribute name="bootprofile">xen</xsl:attribute>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'xen']/@image">
    <xsl:attribute name="image">vmx</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'xen']/@boot[starts-with(., 'xenboot')]">
    <xsl:attribute name="boot">vmxboot<xsl:value-of select="substring-after(., 'xenboot')"/></xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'xen']/@bootkernel[. != 'xenk']
      | /image/preferences/type[@image = 'xen']/@bootprofile[. != 'xen']">
    <xsl:call-template name="changed">
      <xsl:with-param name="attribute" select="name()"/>
      <xsl:with-param name="severity">warning</xsl:with-param>
      <xsl:with-param name="what">`<xsl:value-of select="name()"/>` was `<xsl:value-of select="."/>` and is replaced</xsl:with-param>
      <xsl:with-param name="why">A Xen guest is a virtual disk with the Xen kernel and boot profile from schema 5.0 on.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'xen']/machine[not(@domain)]">
    <xsl:copy>
      <xsl:attribute name="domain">domU</xsl:attribute>
      <xsl:apply-templates select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

</xsl:stylesheet>
