<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    exclude-result-prefixes="u">

  <xsl:import href="common.xsl"/>

  <u:step from="3.9" to="4.1" on="type size lvmvolumes oemconfig split vmwareconfig xenconfig pxedeploy" needs="preferences">
    <u:title>Each type carries its own settings.</u:title>
    <u:change>The text of `type` becomes its attribute `image`.</u:change>
    <u:change>`size` moves from `preferences` into the types: those of the same `preferences`, or all that have none of
      their own where the section has no `profiles`.</u:change>
    <u:change>`lvmvolumes`, `oemconfig`, `split`, `vmwareconfig`, `xenconfig` and `pxedeploy` move from `image` into every
      type that they can apply to. One that no type can take stays where it is and is an error.</u:change>
    <u:differs>copies the `size` of every `preferences` into every type, overlooks a `type` with white space around
      its text, deletes blocks that no type takes, and loses the attributes of some.</u:differs>
  </u:step>

  <xsl:template match="/image/@schemaversion">
    <xsl:attribute name="schemaversion">4.1</xsl:attribute>
  </xsl:template>

  <!-- What a type is: its text, or the attribute that some descriptions have already. -->
  <xsl:template match="/image/preferences/type">
    <xsl:variable name="image">
      <xsl:choose>
        <xsl:when test="@image"><xsl:value-of select="@image"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="normalize-space(.)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:if test="not(@image)">
        <xsl:attribute name="image"><xsl:value-of select="$image"/></xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="node()"/>
      <xsl:if test="not(size)">
        <xsl:choose>
          <xsl:when test="../size"><xsl:apply-templates select="../size[1]" mode="in-type"/></xsl:when>
          <xsl:when test="/image/preferences[not(@profiles)]/size">
            <xsl:apply-templates select="/image/preferences[not(@profiles)][size][1]/size[1]" mode="in-type"/>
          </xsl:when>
          <xsl:when test="count(/image/preferences/size) = 1">
            <xsl:apply-templates select="/image/preferences/size" mode="in-type"/>
          </xsl:when>
        </xsl:choose>
      </xsl:if>
      <xsl:if test="not(lvmvolumes) and ($image = 'oem' or $image = 'usb' or $image = 'vmx')">
        <xsl:apply-templates select="/image/lvmvolumes" mode="in-type"/>
      </xsl:if>
      <xsl:if test="not(oemconfig) and ($image = 'oem' or $image = 'split')">
        <xsl:apply-templates select="/image/oemconfig" mode="in-type"/>
      </xsl:if>
      <xsl:if test="not(split) and ($image = 'split')">
        <xsl:apply-templates select="/image/split" mode="in-type"/>
      </xsl:if>
      <xsl:if test="not(vmwareconfig) and ($image = 'iso' or $image = 'oem' or $image = 'split' or $image = 'vmx')">
        <xsl:apply-templates select="/image/vmwareconfig" mode="in-type"/>
      </xsl:if>
      <xsl:if test="not(xenconfig) and ($image = 'iso' or $image = 'oem' or $image = 'split' or $image = 'vmx' or $image = 'xen')">
        <xsl:apply-templates select="/image/xenconfig" mode="in-type"/>
      </xsl:if>
      <xsl:if test="not(pxedeploy) and ($image = 'pxe')">
        <xsl:apply-templates select="/image/pxedeploy" mode="in-type"/>
      </xsl:if>
    </xsl:copy>
  </xsl:template>

  <!-- The text that has become an attribute. -->
  <xsl:template match="/image/preferences/type[not(@image)]/text()"/>

  <!-- A block as it stands, in the type that it belongs to. -->
  <xsl:template match="*" mode="in-type">
    <xsl:copy-of select="."/>
  </xsl:template>

  <!-- A size that no type takes stays where it is. -->
  <xsl:template match="/image/preferences/size">
    <xsl:if test="generate-id() != generate-id(../size[1])
        or not(/image/preferences/type)
        or (not(../type) and ../@profiles and count(/image/preferences/size) &gt; 1)">
      <xsl:copy-of select="."/>
      <xsl:call-template name="undecided">
        <xsl:with-param name="what">no `type` takes this `size`</xsl:with-param>
        <xsl:with-param name="why">From schema 4.1 on each `type` has its own `size`: move it into the `type` that it is meant for.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/lvmvolumes">
    <xsl:if test="not(/image/preferences/type[normalize-space(text()) = 'oem' or normalize-space(text()) = 'usb' or normalize-space(text()) = 'vmx'
        or @image = 'oem' or @image = 'usb' or @image = 'vmx'])">
      <xsl:copy-of select="."/>
      <xsl:call-template name="undecided">
        <xsl:with-param name="what">no `type` takes this `lvmvolumes`</xsl:with-param>
        <xsl:with-param name="why">From schema 4.1 on it stands in a `type` of `oem`, `usb`, `vmx`: move it there, or delete it.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/oemconfig">
    <xsl:if test="not(/image/preferences/type[normalize-space(text()) = 'oem' or normalize-space(text()) = 'split'
        or @image = 'oem' or @image = 'split'])">
      <xsl:copy-of select="."/>
      <xsl:call-template name="undecided">
        <xsl:with-param name="what">no `type` takes this `oemconfig`</xsl:with-param>
        <xsl:with-param name="why">From schema 4.1 on it stands in a `type` of `oem`, `split`: move it there, or delete it.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/split">
    <xsl:if test="not(/image/preferences/type[normalize-space(text()) = 'split'
        or @image = 'split'])">
      <xsl:copy-of select="."/>
      <xsl:call-template name="undecided">
        <xsl:with-param name="what">no `type` takes this `split`</xsl:with-param>
        <xsl:with-param name="why">From schema 4.1 on it stands in a `type` of `split`: move it there, or delete it.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/vmwareconfig">
    <xsl:if test="not(/image/preferences/type[normalize-space(text()) = 'iso' or normalize-space(text()) = 'oem' or normalize-space(text()) = 'split' or normalize-space(text()) = 'vmx'
        or @image = 'iso' or @image = 'oem' or @image = 'split' or @image = 'vmx'])">
      <xsl:copy-of select="."/>
      <xsl:call-template name="undecided">
        <xsl:with-param name="what">no `type` takes this `vmwareconfig`</xsl:with-param>
        <xsl:with-param name="why">From schema 4.1 on it stands in a `type` of `iso`, `oem`, `split`, `vmx`: move it there, or delete it.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/xenconfig">
    <xsl:if test="not(/image/preferences/type[normalize-space(text()) = 'iso' or normalize-space(text()) = 'oem' or normalize-space(text()) = 'split' or normalize-space(text()) = 'vmx' or normalize-space(text()) = 'xen'
        or @image = 'iso' or @image = 'oem' or @image = 'split' or @image = 'vmx' or @image = 'xen'])">
      <xsl:copy-of select="."/>
      <xsl:call-template name="undecided">
        <xsl:with-param name="what">no `type` takes this `xenconfig`</xsl:with-param>
        <xsl:with-param name="why">From schema 4.1 on it stands in a `type` of `iso`, `oem`, `split`, `vmx`, `xen`: move it there, or delete it.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/pxedeploy">
    <xsl:if test="not(/image/preferences/type[normalize-space(text()) = 'pxe'
        or @image = 'pxe'])">
      <xsl:copy-of select="."/>
      <xsl:call-template name="undecided">
        <xsl:with-param name="what">no `type` takes this `pxedeploy`</xsl:with-param>
        <xsl:with-param name="why">From schema 4.1 on it stands in a `type` of `pxe`: move it there, or delete it.</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
