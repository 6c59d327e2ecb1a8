<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.7" to="4.8" on="lvmvolumes type/@lvm oem-home" needs="oemconfig volume systemdisk">
    <u:title>Volumes are described by systemdisk.</u:title>
    <u:change>`lvmvolumes` becomes `systemdisk`, its `lvmgroup` becomes `name`.</u:change>
    <u:change>`lvm="true"` of a `type` without `lvmvolumes` becomes a `systemdisk` with the name `kiwiVG`; `lvm` itself is
      dropped.</u:change>
    <u:change>`oem-home` with the value `true` becomes a volume `/home` with 200M of free space; `oem-home` itself is
      dropped.</u:change>
    <u:differs>does not rename `lvmgroup` where `oem-home` is `true`, and overlooks `True` where there is no
      `lvmvolumes`.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.8</xsl:attribute>
  </xsl:template>

  <!-- Whether the type wants a home of its own, in any spelling. -->
  <xsl:template name="home-volume">
    <xsl:variable name="home"
        select="translate(normalize-space(oemconfig/oem-home), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <xsl:if test="$home = 'true'">
      <volume name="/home" freespace="200M"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/preferences/type[not(lvmvolumes) and not(systemdisk)]">
    <xsl:variable name="home"
        select="translate(normalize-space(oemconfig/oem-home), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:if test="@lvm = 'true' or $home = 'true'">
        <systemdisk name="kiwiVG">
          <xsl:call-template name="home-volume"/>
        </systemdisk>
      </xsl:if>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type/lvmvolumes">
    <systemdisk>
      <xsl:apply-templates select="@*"/>
      <xsl:for-each select="..">
        <xsl:if test="not(lvmvolumes/volume[@name = '/home' or @name = 'home'])">
          <xsl:call-template name="home-volume"/>
        </xsl:if>
      </xsl:for-each>
      <xsl:apply-templates select="node()"/>
    </systemdisk>
  </xsl:template>

  <xsl:template match="/image/preferences/type/lvmvolumes/@lvmgroup">
    <xsl:attribute name="name"><xsl:value-of select="."/></xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@lvm | /image/preferences/type/oemconfig/oem-home"/>

</xsl:stylesheet>
