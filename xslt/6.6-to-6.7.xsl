<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="6.6" to="6.7" on="image/@kiwirevision type/@checkprebuilt type/@fsnocheck repository/@status repository/@prefer-license package/@replaces defaultprebuilt defaultdestination defaultroot partitioner rpm-force">
    <u:title>Settings without effect are gone.</u:title>
    <u:change>`image` loses `kiwirevision`, `type` loses `checkprebuilt` and `fsnocheck`, `repository` loses `status` and
      `prefer-license`, `package` loses `replaces`.</u:change>
    <u:change>`defaultprebuilt`, `defaultdestination`, `defaultroot`, `partitioner` and `rpm-force` are dropped.</u:change>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">6.7</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/@kiwirevision

      | /image/preferences/type/@checkprebuilt

      | /image/preferences/type/@fsnocheck

      | /image/repository/@status

      | /image/repository/@prefer-license">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">KIWI has no such setting any more.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/packages/package/@replaces">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">KIWI has no such setting any more; list the package that is replaced under `packages type="delete"`.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/preferences/defaultprebuilt

      | /image/preferences/defaultdestination

      | /image/preferences/defaultroot

      | /image/preferences/partitioner

      | /image/preferences/rpm-force">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">KIWI has no such setting any more.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
