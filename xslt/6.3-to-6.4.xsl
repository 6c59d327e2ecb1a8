<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.3" to="6.4" on="users/@group users/@id" needs="user">
    <u:title>Each user names its groups.</u:title>
    <u:change>`group` of `users` becomes the first of the `groups` of every `user` in it; `id` of `users` is dropped.</u:change>
    <u:differs>overwrites the `groups` that a user has.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.4</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/users/@id">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">Group numbers are given out by the system; create the group in a script if the number matters.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>


  <xsl:template match="/image/users[user]/@group"/>

  <xsl:template match="/image/users[@group]/user">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:if test="not(@groups)">
        <xsl:attribute name="groups"><xsl:value-of select="../@group"/></xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <!-- The group of the section is the primary one, so it comes first. -->
  <xsl:template match="/image/users[@group]/user/@groups">
    <xsl:attribute name="groups">
      <xsl:choose>
        <xsl:when test="normalize-space(.) = ''"><xsl:value-of select="../../@group"/></xsl:when>
        <xsl:when test="contains(concat(',', translate(., ' ', ''), ','), concat(',', ../../@group, ','))"><xsl:value-of select="."/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat(../../@group, ',', .)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
  </xsl:template>

</xsl:stylesheet>
