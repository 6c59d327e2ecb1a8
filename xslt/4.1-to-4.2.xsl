<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="4.1" to="4.2" on="type/@ec2privatekeyfile type/@ec2certfile type/@ec2accountnr" needs="ec2config">
    <u:title>Settings of Amazon images get an element of their own.</u:title>
    <u:change>`ec2privatekeyfile`, `ec2certfile` and `ec2accountnr` of a `type image="ec2"` become elements of the same
      names in a new `ec2config`.</u:change>
    <u:differs>gives every type the values of the first one.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.2</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'ec2'][@ec2privatekeyfile or @ec2certfile or @ec2accountnr]">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:if test="not(ec2config)">
        <ec2config>
          <xsl:if test="@ec2privatekeyfile">
            <ec2privatekeyfile><xsl:value-of select="@ec2privatekeyfile"/></ec2privatekeyfile>
          </xsl:if>
          <xsl:if test="@ec2certfile">
            <ec2certfile><xsl:value-of select="@ec2certfile"/></ec2certfile>
          </xsl:if>
          <xsl:if test="@ec2accountnr">
            <ec2accountnr><xsl:value-of select="@ec2accountnr"/></ec2accountnr>
          </xsl:if>
        </ec2config>
      </xsl:if>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/preferences/type[@image = 'ec2'][not(ec2config)]/@ec2privatekeyfile
      | /image/preferences/type[@image = 'ec2'][not(ec2config)]/@ec2certfile
      | /image/preferences/type[@image = 'ec2'][not(ec2config)]/@ec2accountnr"/>

</xsl:stylesheet>
