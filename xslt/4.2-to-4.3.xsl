<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.2" to="4.3" on="type/@lvmgroup" needs="lvmvolumes">
    <u:title>The volume group is named where the volumes are.</u:title>
    <u:change>`lvmgroup` of a `type` moves to its `lvmvolumes`.</u:change>
    <u:change>Without `lvmvolumes` the name had no use unless the type says `lvm="true"`; then an `lvmvolumes` is made for
      it, else it is dropped.</u:change>
    <u:differs>deletes the name where there is no `lvmvolumes`, and loses the other attributes of one that is
      there.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.3</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/@lvmgroup">
    <xsl:choose>
      <xsl:when test="../lvmvolumes[@lvmgroup != current()]">
        <xsl:copy/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="attribute">lvmgroup</xsl:with-param>
          <xsl:with-param name="what">`type` and its `lvmvolumes` name different volume groups</xsl:with-param>
          <xsl:with-param name="why">From schema 4.3 on only `lvmvolumes` names the volume group: keep the one that is meant.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="not(../lvmvolumes) and not(../@lvm = 'true')">
        <xsl:call-template name="drop-attribute">
          <xsl:with-param name="why">The type uses no logical volumes.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@lvmgroup][@lvm = 'true'][not(lvmvolumes)]">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <lvmvolumes>
        <xsl:attribute name="lvmgroup"><xsl:value-of select="@lvmgroup"/></xsl:attribute>
      </lvmvolumes>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@lvmgroup]/lvmvolumes[not(@lvmgroup)]">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:attribute name="lvmgroup"><xsl:value-of select="../@lvmgroup"/></xsl:attribute>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

</xsl:stylesheet>
