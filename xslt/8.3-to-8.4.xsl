<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="8.3" to="8.4" on="bootloader/@console">
    <u:title>Boot loader consoles are parted into input and output.</u:title>
    <u:change>`console` of `bootloader` becomes `output_console`, its first word, and `input_console`, what follows.</u:change>
    <u:change>Where what follows is no device to type on, as in `serial gfxterm`, nothing is changed: that needs a
      decision.</u:change>
    <u:differs>makes of `serial gfxterm` an `input_console` that the schema refuses, and parts at the first blank even
      where that is the first or last character.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">8.4</xsl:attribute>
  </xsl:template>

  <xsl:template match="/image/preferences/type/bootloader/@console">
    <xsl:variable name="words" select="normalize-space(.)"/>
    <xsl:variable name="input" select="substring-after($words, ' ')"/>
    <!-- What is left of the input when every word for a device to type on is taken out. -->
    <xsl:variable name="unknown">
      <xsl:call-template name="unknown-inputs">
        <xsl:with-param name="words" select="$input"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:if test="$words != '' and (starts-with(., ' ') or ($input = '' and contains(., ' ')))">
      <xsl:call-template name="kiwi-fails">
        <xsl:with-param name="attribute">console</xsl:with-param>
        <xsl:with-param name="what">`console` begins or ends with a blank, where KIWI parts it in two</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="$unknown != ''">
        <xsl:copy/>
        <xsl:call-template name="undecided">
          <xsl:with-param name="attribute">console</xsl:with-param>
          <xsl:with-param name="rewrite">
            <xsl:if test="not(contains($words, '&quot;'))">
              <xsl:value-of select="concat('output_console=&quot;', $words, '&quot;')"/>
              <xsl:choose>
                <xsl:when test="contains(concat(' ', $words, ' '), ' serial ')"> input_console="serial"</xsl:when>
                <xsl:when test="contains(concat(' ', $words, ' '), ' console ')"> input_console="console"</xsl:when>
              </xsl:choose>
            </xsl:if>
          </xsl:with-param>
          <xsl:with-param name="what">`console="<xsl:value-of select="."/>"` cannot be parted into output and input: nothing can be typed on `<xsl:value-of select="$unknown"/>`</xsl:with-param>
          <xsl:with-param name="why">From schema 8.4 on `output_console` names what the boot menu is shown on and `input_console` what it is operated with. If both words were meant for output, write `output_console="<xsl:value-of select="$words"/>"` and an `input_console` such as `<xsl:value-of select="substring-before($words, ' ')"/>`.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$input != ''">
        <xsl:attribute name="output_console"><xsl:value-of select="substring-before($words, ' ')"/></xsl:attribute>
        <xsl:attribute name="input_console"><xsl:value-of select="$input"/></xsl:attribute>
      </xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="output_console">
          <xsl:choose>
            <xsl:when test=". = $words"><xsl:value-of select="."/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$words"/></xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Neither was in the schema before this step: what `console` says counts, for KIWI too. -->
  <xsl:template match="/image/preferences/type/bootloader[@console]/@output_console
      | /image/preferences/type/bootloader[@console]/@input_console">
    <xsl:variable name="input" select="substring-after(normalize-space(../@console), ' ')"/>
    <xsl:variable name="unknown">
      <xsl:call-template name="unknown-inputs">
        <xsl:with-param name="words" select="$input"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$unknown != '' or (name() = 'input_console' and $input = '')"><xsl:copy/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="changed">
          <xsl:with-param name="attribute" select="name()"/>
          <xsl:with-param name="severity">warning</xsl:with-param>
          <xsl:with-param name="what">`<xsl:value-of select="name()"/>="<xsl:value-of select="."/>"` gives way to what `console` says</xsl:with-param>
          <xsl:with-param name="why">Before schema 8.4 only `console` exists; KIWI writes its value over the other one, too.</xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="unknown-inputs">
    <xsl:param name="words"/>
    <xsl:variable name="word" select="substring-before(concat($words, ' '), ' ')"/>
    <xsl:choose>
      <xsl:when test="$word = ''"/>
      <xsl:when test="$word = 'none' or $word = 'console' or $word = 'serial' or $word = 'at_keyboard' or $word = 'usb_keyboard'">
        <xsl:call-template name="unknown-inputs">
          <xsl:with-param name="words" select="substring-after($words, ' ')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$word"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
