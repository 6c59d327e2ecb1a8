<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="8.2" to="8.3" on="type/@btrfs_root_is_snapshot">
    <u:title>Snapshots of the root filesystem are made for snapper.</u:title>
    <u:change>`btrfs_root_is_snapshot` of a `type` becomes `btrfs_root_is_snapper_snapshot`.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">8.3</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@btrfs_root_is_snapshot">
    <xsl:choose>
      <xsl:when test="not(../@btrfs_root_is_snapper_snapshot)">
        <xsl:attribute name="btrfs_root_is_snapper_snapshot"><xsl:value-of select="."/></xsl:attribute>
      </xsl:when>
      <xsl:when test=". != ../@btrfs_root_is_snapper_snapshot">
        <xsl:copy/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="attribute">btrfs_root_is_snapshot</xsl:with-param>
          <xsl:with-param name="what">`btrfs_root_is_snapshot` and `btrfs_root_is_snapper_snapshot` differ</xsl:with-param>
          <xsl:with-param name="why">From schema 8.3 on only the second exists: delete the first.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
