<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="7.2" to="7.3" on="type/@image=vmx packages/@type=vmx type/@format=ovf" needs="oemconfig oemconfig/* oem-resize type packages">
    <u:title>Simple disks are OEM disks that do not grow.</u:title>
    <u:change>`type image="vmx"` becomes `image="oem"` with `oem-resize` set to `false` in its `oemconfig`, which is made
      where there is none.</u:change>
    <u:change>`packages type="vmx"` becomes `packages type="oem"`, unless the description had `oem` images or packages
      before: then it needs a decision.</u:change>
    <u:change>`format="ovf"` becomes `format="ova"`: the same appliance in one archive.</u:change>
    <u:differs>moves `oemconfig` to the front, joins several, and leaves `packages type="vmx"` and `format="ovf"`,
      which no schema from 7.3 on has.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">7.3</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@image[. = 'vmx']">
    <xsl:attribute name="image">oem</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'vmx'][not(oemconfig)]">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <oemconfig>
        <oem-resize>false</oem-resize>
      </oemconfig>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'vmx']/oemconfig[1]">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()"/>
      <xsl:if test="not(oem-resize)">
        <oem-resize>false</oem-resize>
      </xsl:if>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'vmx']/oemconfig[1]/oem-resize/text()">false</xsl:template>

  <!-- The list was meant for the types that have become oem; it may not reach others. -->
  <xsl:template match="/image/packages/@type[. = 'vmx']">
    <xsl:choose>
      <xsl:when test="/image/packages[@type = 'oem'] or /image/preferences/type[@image = 'oem']">
        <xsl:copy/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="attribute">type</xsl:with-param>
          <xsl:with-param name="replace">oem</xsl:with-param>
          <xsl:with-param name="what">packages for `vmx` images, but the description also has `oem` ones</xsl:with-param>
          <xsl:with-param name="why">From schema 7.3 on both kinds are `oem`: with `type="oem"` the packages go into the others too; a profile can keep them apart.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="type">oem</xsl:attribute>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@format[. = 'ovf']">
    <xsl:attribute name="format">ova</xsl:attribute>
    <xsl:call-template name="changed">
      <xsl:with-param name="attribute">format</xsl:with-param>
      <xsl:with-param name="what">disk format `ovf` becomes `ova`</xsl:with-param>
      <xsl:with-param name="why">KIWI writes the appliance as one archive, which unpacked is the OVF directory that it wrote before.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
