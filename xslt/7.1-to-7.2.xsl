<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="7.1" to="7.2" on="type/@bootloader type/@bootloader_console type/@boottimeout type/@zipl_targettype" needs="bootloader">
    <u:title>The boot loader has a section of its own.</u:title>
    <u:change>`bootloader`, `bootloader_console`, `boottimeout` and `zipl_targettype` of a `type` become `name`,
      `console`, `timeout` and `targettype` of a new first child `bootloader`.</u:change>
    <u:change>Without `bootloader` the other three have nowhere to go and are dropped.</u:change>
    <u:change>`grub`, the first generation of that boot loader, becomes `grub2`, the only one that KIWI installs.</u:change>
    <u:differs>drops the other three without a word, and leaves `grub`, which no schema from 7.2 on has.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">7.2</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@bootloader][not(bootloader)]">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <bootloader>
        <xsl:attribute name="name">
          <xsl:choose>
            <xsl:when test="@bootloader = 'grub'">grub2</xsl:when>
            <xsl:otherwise><xsl:value-of select="@bootloader"/></xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <xsl:if test="@bootloader_console">
          <xsl:attribute name="console"><xsl:value-of select="@bootloader_console"/></xsl:attribute>
        </xsl:if>
        <xsl:if test="@boottimeout">
          <xsl:attribute name="timeout"><xsl:value-of select="@boottimeout"/></xsl:attribute>
        </xsl:if>
        <xsl:if test="@zipl_targettype">
          <xsl:attribute name="targettype"><xsl:value-of select="@zipl_targettype"/></xsl:attribute>
        </xsl:if>
      </bootloader>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@bootloader
      | /image/preferences/type/@bootloader_console
      | /image/preferences/type/@boottimeout
      | /image/preferences/type/@zipl_targettype">
    <xsl:choose>
      <xsl:when test="../bootloader">
        <xsl:copy/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="attribute" select="name()"/>
          <xsl:with-param name="what">`<xsl:value-of select="name()"/>` stands beside an element `bootloader`</xsl:with-param>
          <xsl:with-param name="why">From schema 7.2 on only the element describes the boot loader: move the value there, or delete it.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="not(../@bootloader)">
        <xsl:call-template name="drop-attribute">
          <xsl:with-param name="severity">warning</xsl:with-param>
          <xsl:with-param name="why">The type names no boot loader that could carry it; add a `bootloader` with a `name` if it matters.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="name() = 'bootloader' and . = 'grub'">
        <xsl:call-template name="changed">
          <xsl:with-param name="attribute">bootloader</xsl:with-param>
          <xsl:with-param name="what">boot loader `grub` becomes `grub2`</xsl:with-param>
          <xsl:with-param name="why">KIWI installs only the second generation of it.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
