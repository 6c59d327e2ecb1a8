<?xml version="1.0" encoding="UTF-8"?>
<!--
  From containers among the packages, with registries to look them up in, to KIWI's own sections: one `containers` for
  each registry and profile, and in it what is fetched from there.

  First a plan is made, a `c` for each container with the place that it is fetched from or the reason why it has none.
  Then the document is copied; what has a place goes there with its own text, what has none stays where it is.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:u="urn:rowi:upgrade"
    xmlns:exsl="http://exslt.org/common"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="u exsl str">

  <xsl:import href="../common.xsl"/>

  <u:step from="containers-in-packages" to="kiwi" on="registry container package/@oci_import" needs="packages package archive file ignore namedCollection collectionModule product">
    <u:title>Containers get sections of their own.</u:title>
    <u:change>Each `container` of `packages` moves to a `containers` section for its registry.</u:change>
    <u:change>`registry` goes, and with it the search list of the booted system; a name without a registry is looked up in the first.</u:change>
    <u:change>A container without `preload="true"` gets `fetch_only="true"`; `save_as`, and `oci_import` of `package`, have no counterpart and go.</u:change>
    <u:change>A container with a digest or another scheme, such as `obsregistry://`, stays where it is: that needs a decision.</u:change>
  </u:step>

  <xsl:key name="container" match="packages/container" use="generate-id()"/>
  <xsl:key name="group" match="c" use="@group"/>

  <xsl:variable name="image" select="/image"/>

  <xsl:variable name="plan-tree">
    <xsl:for-each select="/image/packages/container">
      <xsl:call-template name="plan"/>
    </xsl:for-each>
  </xsl:variable>
  <xsl:variable name="plan" select="exsl:node-set($plan-tree)"/>

  <!-- The current container's `c`. -->
  <xsl:template name="plan">
    <xsl:variable name="arch" select="string(@arch)"/>
    <xsl:variable name="profiles" select="string(../@profiles)"/>
    <xsl:variable name="type" select="string(../@type)"/>
    <xsl:variable name="written" select="normalize-space(@name)"/>
    <xsl:variable name="reference">
      <xsl:choose>
        <xsl:when test="starts-with($written, 'docker://')"><xsl:value-of select="substring-after($written, 'docker://')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$written"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="scheme" select="substring-before($reference, ':')"/>
    <xsl:variable name="is-elsewhere" select="contains($reference, '://') or ($scheme != '' and contains(
      ' oci dir docker oci-archive docker-archive docker-daemon containers-storage sif ostree tarball ', concat(' ', $scheme, ' ')))"/>
    <!-- A reference names its registry if what stands before the first slash can be a host. -->
    <xsl:variable name="host" select="substring-before($reference, '/')"/>
    <xsl:variable name="is-short" select="not(contains($host, '.') or contains($host, ':') or $host = 'localhost')"/>
    <!-- A registry for another architecture is never asked. -->
    <xsl:variable name="registry" select="/image/registry[not(@arch and $arch != '' and @arch != $arch
      and not(contains(concat(@arch, $arch), ',')))][1]"/>
    <xsl:variable name="is-sure" select="(not($registry/@profiles) or $registry/@profiles = $profiles)
      and (not($registry/@arch) or $registry/@arch = $arch)"/>
    <xsl:variable name="url">
      <xsl:call-template name="source"><xsl:with-param name="url" select="normalize-space($registry/@url)"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="source">
      <xsl:choose>
        <xsl:when test="$is-short"><xsl:value-of select="$url"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$host"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="rest">
      <xsl:choose>
        <xsl:when test="$is-short"><xsl:value-of select="$reference"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="substring-after($reference, '/')"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="last" select="string(str:tokenize($rest, '/')[last()])"/>
    <xsl:variable name="path" select="substring($rest, 1, string-length($rest) - string-length($last) - 1)"/>
    <xsl:variable name="tag" select="substring-after($last, ':')"/>
    <xsl:variable name="name" select="substring-before(concat($last, ':'), ':')"/>
    <xsl:variable name="why">
      <xsl:choose>
        <xsl:when test="$type != 'image' and $type != 'bootstrap'">
          <xsl:text>It stands in a section of type `</xsl:text><xsl:value-of select="$type"/>
          <xsl:text>`; `containers` are for every type of image, unless profiles choose.</xsl:text>
        </xsl:when>
        <xsl:when test="$is-elsewhere">KIWI fetches from registries only; a name with another scheme or transport has no counterpart.</xsl:when>
        <xsl:when test="contains($reference, '@')">KIWI joins name and tag with a colon and has no place for a digest; choose a tag.</xsl:when>
        <xsl:when test="$name = '' or contains($rest, '//') or starts-with($rest, '/') or substring($rest, string-length($rest)) = '/'
          or contains($path, ':') or contains($tag, ':') or ($tag = '' and contains($last, ':'))">The name is no reference to a container.</xsl:when>
        <xsl:when test="$is-short and not($registry)">It names no registry, and this file has none to look it up in; write the registry before the name.</xsl:when>
        <xsl:when test="$is-short and not($is-sure)">Which registry it is looked up in depends on the profile or the architecture; write the registry before the name.</xsl:when>
        <xsl:when test="$is-short and ($url = '' or contains($url, ':/'))">
          <xsl:text>It is looked up in `</xsl:text><xsl:value-of select="$registry/@url"/>
          <xsl:text>`, which is no registry that KIWI could fetch from.</xsl:text>
        </xsl:when>
      </xsl:choose>
    </xsl:variable>
    <c id="{generate-id()}">
      <xsl:if test="$is-short">
        <xsl:attribute name="short">true</xsl:attribute>
        <xsl:attribute name="registry"><xsl:value-of select="generate-id($registry)"/></xsl:attribute>
      </xsl:if>
      <xsl:choose>
        <xsl:when test="$why != ''"><xsl:attribute name="why"><xsl:value-of select="$why"/></xsl:attribute></xsl:when>
        <xsl:otherwise>
          <xsl:attribute name="group"><xsl:value-of select="concat($source, ' ', $profiles)"/></xsl:attribute>
          <xsl:attribute name="source"><xsl:value-of select="$source"/></xsl:attribute>
          <xsl:attribute name="profiles"><xsl:value-of select="$profiles"/></xsl:attribute>
          <xsl:attribute name="path"><xsl:value-of select="$path"/></xsl:attribute>
          <xsl:attribute name="name"><xsl:value-of select="$name"/></xsl:attribute>
          <xsl:attribute name="tag"><xsl:value-of select="$tag"/></xsl:attribute>
        </xsl:otherwise>
      </xsl:choose>
    </c>
  </xsl:template>

  <!-- A registry's address without the scheme of a registry and without slashes at its end. -->
  <xsl:template name="source">
    <xsl:param name="url"/>
    <xsl:variable name="bare">
      <xsl:choose>
        <xsl:when test="starts-with($url, 'https://')"><xsl:value-of select="substring-after($url, '://')"/></xsl:when>
        <xsl:when test="starts-with($url, 'http://')"><xsl:value-of select="substring-after($url, '://')"/></xsl:when>
        <xsl:when test="starts-with($url, 'docker://')"><xsl:value-of select="substring-after($url, '://')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$url"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="substring($bare, string-length($bare)) = '/'"><xsl:value-of select="substring($bare, 1, string-length($bare) - 1)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$bare"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The new sections stand before the first packages that had containers. -->
  <xsl:template match="/image/packages[container]">
    <xsl:variable name="packages" select="."/>
    <xsl:if test="generate-id() = generate-id(/image/packages[container][1])">
      <xsl:for-each select="$plan/c[@group][generate-id() = generate-id(key('group', @group)[1])]">
        <xsl:element name="containers">
          <xsl:attribute name="source"><xsl:value-of select="@source"/></xsl:attribute>
          <xsl:attribute name="backend">podman</xsl:attribute>
          <xsl:if test="@profiles != ''">
            <xsl:attribute name="profiles"><xsl:value-of select="@profiles"/></xsl:attribute>
          </xsl:if>
          <xsl:for-each select="key('group', @group)">
            <xsl:variable name="place" select="."/>
            <xsl:for-each select="$image">
              <xsl:apply-templates select="key('container', $place/@id)" mode="move">
                <xsl:with-param name="place" select="$place"/>
              </xsl:apply-templates>
            </xsl:for-each>
          </xsl:for-each>
        </xsl:element>
      </xsl:for-each>
    </xsl:if>
    <!-- A section that had nothing else goes with its containers. -->
    <xsl:if test="*[not(self::container)] or container[generate-id() = $plan/c[@why]/@id]">
      <xsl:copy>
        <xsl:apply-templates select="@* | node()"/>
      </xsl:copy>
    </xsl:if>
  </xsl:template>

  <xsl:template match="container" mode="move">
    <xsl:param name="place"/>
    <xsl:copy>
      <xsl:attribute name="name"><xsl:value-of select="$place/@name"/></xsl:attribute>
      <xsl:if test="$place/@path != ''">
        <xsl:attribute name="path"><xsl:value-of select="$place/@path"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="$place/@tag != ''">
        <xsl:attribute name="tag"><xsl:value-of select="$place/@tag"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="not(normalize-space(@preload) = 'true' or normalize-space(@preload) = '1')">
        <xsl:attribute name="fetch_only">true</xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="@*[name() != 'name' and name() != 'preload']"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="/image/packages/container">
    <xsl:variable name="id" select="generate-id()"/>
    <xsl:variable name="why" select="$plan/c[@id = $id]/@why"/>
    <xsl:if test="$why">
      <xsl:call-template name="undecided">
        <xsl:with-param name="what">container `<xsl:value-of select="@name"/>` has no place among KIWI's `containers`</xsl:with-param>
        <xsl:with-param name="why" select="string($why)"/>
        <xsl:with-param name="attribute">name</xsl:with-param>
      </xsl:call-template>
      <xsl:copy-of select="."/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="/image/packages/container/@save_as">
    <xsl:call-template name="drop-attribute">
      <xsl:with-param name="severity">warning</xsl:with-param>
      <xsl:with-param name="why">KIWI keeps each archive in `/var/tmp/kiwi_containers`, named by container and tag; what reads it must look there.</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/image/packages/package/@oci_import">
    <xsl:choose>
      <xsl:when test="normalize-space(.) = 'true' or normalize-space(.) = '1'">
        <xsl:call-template name="drop-attribute">
          <xsl:with-param name="severity">warning</xsl:with-param>
          <xsl:with-param name="why">
            <xsl:text>KIWI installs the package, but loads nothing from it; `podman load -i` in config.sh does, or the container is fetched from a registry instead.</xsl:text>
            <xsl:if test="/image/packages[@type = 'uninstall' or @type = 'delete']/package[@name = current()/../@name]">
              <xsl:text> The package is removed again after config.sh, and then nothing of the container is left but what config.sh has loaded.</xsl:text>
            </xsl:if>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="drop-attribute">
          <xsl:with-param name="why">KIWI loads nothing from packages.</xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A registry stays while a container does that needs it. -->
  <xsl:template match="/image/registry">
    <xsl:variable name="id" select="generate-id()"/>
    <xsl:choose>
      <xsl:when test="$plan/c[@why and @short]"><xsl:copy-of select="."/></xsl:when>
      <xsl:when test="not($plan/c[@registry = $id])">
        <xsl:call-template name="drop-element">
          <xsl:with-param name="severity">warning</xsl:with-param>
          <xsl:with-param name="why">No container is taken from it: KIWI asks the one source of a section and no other after it.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="starts-with(normalize-space(@url), 'http://')">
        <xsl:call-template name="changed">
          <xsl:with-param name="attribute">url</xsl:with-param>
          <xsl:with-param name="severity">warning</xsl:with-param>
          <xsl:with-param name="what">the registry is named without `http://`</xsl:with-param>
          <xsl:with-param name="why">A source has no scheme; skopeo asks by HTTPS, unless registries.conf in the image says `insecure = true` for it.</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="drop-element">
          <xsl:with-param name="severity">warning</xsl:with-param>
          <xsl:with-param name="why">Containers name it themselves now, but the booted system looks short names up there no more; a file in `registries.conf.d` with `unqualified-search-registries` does that.</xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
