<?xml version="1.0" encoding="UTF-8"?>
<!--
  What every upgrade step shares: everything is copied unless a step says otherwise, and what a step gives up is
  reported. A step matches elements in their place only, from /image downwards, so that a name means what KIWI's
  schema means by it and nothing else.

  Reports are messages that hold one u:report about the current node:
    name        the diagnostic's name
    severity    error, warning or note
    attribute   the attribute of the current element that it speaks of, if any
    replace     the value that may stand instead, if there is one
    rewrite     what may stand instead of the whole attribute, if there is something
  Its text is the headline, names in backticks; a u:value child is a value in it, and u:note children say why and what
  to do.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="@* | node()">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

  <!-- Data of other programs: no step looks inside. -->
  <xsl:template match="/image/extension" priority="10">
    <xsl:copy-of select="."/>
  </xsl:template>

  <!-- The current attribute has no place in the newer schema. -->
  <xsl:template name="drop-attribute">
    <xsl:param name="why"/>
    <xsl:param name="severity" select="'note'"/>
    <xsl:message>
      <u:report name="upgrade-drops-attribute" severity="{$severity}" attribute="{name()}">
        <xsl:text>attribute `</xsl:text><xsl:value-of select="name()"/>
        <xsl:text>` of `</xsl:text><xsl:value-of select="name(..)"/>
        <xsl:text>` is dropped, its value was </xsl:text><u:value><xsl:value-of select="."/></u:value>
        <u:note><xsl:value-of select="$why"/></u:note>
      </u:report>
    </xsl:message>
  </xsl:template>

  <!-- The current element has no place in the newer schema. -->
  <xsl:template name="drop-element">
    <xsl:param name="why"/>
    <xsl:param name="severity" select="'note'"/>
    <xsl:message>
      <u:report name="upgrade-drops-element" severity="{$severity}">
        <xsl:text>element `</xsl:text><xsl:value-of select="name()"/>
        <xsl:text>` is dropped</xsl:text>
        <xsl:if test="not(*) and normalize-space(.) != ''">
          <xsl:text>, its text was </xsl:text><u:value><xsl:value-of select="normalize-space(.)"/></u:value>
        </xsl:if>
        <u:note><xsl:value-of select="$why"/></u:note>
      </u:report>
    </xsl:message>
  </xsl:template>

  <!-- What cannot be carried over without a decision: the current node stays as it is. -->
  <xsl:template name="undecided">
    <xsl:param name="what"/>
    <xsl:param name="why"/>
    <xsl:param name="attribute"/>
    <xsl:param name="replace"/>
    <xsl:param name="rewrite"/>
    <xsl:message>
      <u:report name="upgrade-needs-decision" severity="error">
        <xsl:if test="$rewrite"><xsl:attribute name="rewrite"><xsl:value-of select="$rewrite"/></xsl:attribute></xsl:if>
        <xsl:if test="$attribute"><xsl:attribute name="attribute"><xsl:value-of select="$attribute"/></xsl:attribute></xsl:if>
        <xsl:if test="$replace"><xsl:attribute name="replace"><xsl:value-of select="$replace"/></xsl:attribute></xsl:if>
        <xsl:value-of select="$what"/>
        <u:note><xsl:value-of select="$why"/></u:note>
      </u:report>
    </xsl:message>
  </xsl:template>

  <!-- What is carried over here, while KIWI's own upgrade makes something of it that the schema refuses. -->
  <xsl:template name="kiwi-fails">
    <xsl:param name="what"/>
    <xsl:param name="attribute"/>
    <xsl:message>
      <u:report name="kiwi-upgrade-fails" severity="error" attribute="{$attribute}">
        <xsl:value-of select="$what"/>
        <u:note>KIWI refuses what its own upgrade makes of it; `rowi upgrade` writes what is meant.</u:note>
      </u:report>
    </xsl:message>
  </xsl:template>

  <!-- What is carried over, but with a change that its owner should know of. -->
  <xsl:template name="changed">
    <xsl:param name="what"/>
    <xsl:param name="why"/>
    <xsl:param name="attribute"/>
    <xsl:param name="severity" select="'note'"/>
    <xsl:message>
      <u:report name="upgrade-changes-value" severity="{$severity}">
        <xsl:if test="$attribute"><xsl:attribute name="attribute"><xsl:value-of select="$attribute"/></xsl:attribute></xsl:if>
        <xsl:value-of select="$what"/>
        <u:note><xsl:value-of select="$why"/></u:note>
      </u:report>
    </xsl:message>
  </xsl:template>

</xsl:stylesheet>
