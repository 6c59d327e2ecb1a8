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
    <xsl:attribute name="btrfs_root_is_snapper_snapshot"><xsl:value-of select="."/></xsl:attribute>
  </xsl:template>

  <!-- It was not in the schema before this step: what the older one says counts, for KIWI too. -->
  <xsl:template match="/image/preferences/type[@btrfs_root_is_snapshot]/@btrfs_root_is_snapper_snapshot">
    <xsl:if test=". != ../@btrfs_root_is_snapshot">
      <xsl:call-template name="changed">
        <xsl:with-param name="attribute">btrfs_root_is_snapper_snapshot</xsl:with-param>
        <xsl:with-param name="severity">warning</xsl:with-param>
        <xsl:with-param name="what">`btrfs_root_is_snapper_snapshot="<xsl:value-of select="."/>"` gives way to what `btrfs_root_is_snapshot` says</xsl:with-param>
        <xsl:with-param name="why">Before schema 8.3 only the latter exists; KIWI writes its value over the other one, too.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
