<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="7.5" to="7.6" on="packagemanager" needs="packagemanager/*">
    <u:title>DNF has generations.</u:title>
    <u:change>`packagemanager` says `dnf4` for `dnf`; it loses attributes and elements, which it never could have.</u:change>
    <u:differs>overlooks a name with white space around it.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">7.6</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/packagemanager/text()[normalize-space(.) = 'dnf']">dnf4</xsl:template>

  <!-- KIWI writes the element anew and so drops them, too. -->
  <xsl:template match="/image/preferences/packagemanager[normalize-space(text()) = 'dnf']/@*">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="why">The element has no attributes in any schema.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/preferences/packagemanager[normalize-space(text()) = 'dnf']/*">
    <xsl:call-template name="drop-element">
      <xsl:with-param name="why">The element holds text only in any schema.</xsl:with-param>
      <xsl:with-param name="severity" select="'warning'"/>
    </xsl:call-template>
  </xsl:template>

</xsl:stylesheet>
